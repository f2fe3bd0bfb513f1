"""Texts and papers of an incident, in Vietnamese: flash notice, case report, case sheet, register, bundle."""
