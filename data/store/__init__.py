"""The database: one model and one set of migrations for SQLite and for PostgreSQL with PostGIS."""
