-- Which request a deletion came with, by the time at which that was received, so that one request does not use up the hour.
-- Holds from before were about all deletions of a source.
ALTER TABLE deletions_passed ADD COLUMN request VARCHAR(40);
CREATE INDEX deletions_passed_by_request ON deletions_passed (source, request);
ALTER TABLE deletion_holds ADD COLUMN holds_all BOOLEAN DEFAULT TRUE NOT NULL;

-- How often the parameters of a person were taken into hand since that last came to an orderly end.
ALTER TABLE parameter_persons ADD COLUMN begun INTEGER DEFAULT 0 NOT NULL;
