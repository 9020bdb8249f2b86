-- What Extole was told last: one row for each identity of a person and each audience or computed trait. The first three
-- columns and content are hashes; audience is Segment's key of it, which names nobody.
CREATE TABLE audience_states (
    person      VARCHAR(64)  NOT NULL,
    assertion   VARCHAR(32)  NOT NULL,
    email       VARCHAR(64),
    audience    VARCHAR(100) NOT NULL,
    content     VARCHAR(32)  NOT NULL,
    asserted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (person, assertion)
);
CREATE INDEX audience_states_by_email ON audience_states (email);
