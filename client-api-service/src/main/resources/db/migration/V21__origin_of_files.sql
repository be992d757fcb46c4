-- The address of a file is needed again without the request that brought it: as the likely output of a lost prediction.
ALTER TABLE file ADD COLUMN origin text;
UPDATE file SET origin = 'http://localhost';
ALTER TABLE file ALTER COLUMN origin SET NOT NULL;
COMMENT ON COLUMN file.origin IS 'What the file''s address began with when it was told to the uploader, for example https://files.example.org';

-- One generation of workers names the prediction only by the beginning of the file's name.
CREATE INDEX file_by_name ON file (tenant, name COLLATE "C") WHERE prediction_id IS NULL;
