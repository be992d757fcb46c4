-- The previous version writes files without it, and runs beside this one during a rollout.
ALTER TABLE file ALTER COLUMN origin SET DEFAULT 'http://localhost';
