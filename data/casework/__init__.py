"""The case file of an incident: record, forces, burned ground, the clock of the case report, documents."""
