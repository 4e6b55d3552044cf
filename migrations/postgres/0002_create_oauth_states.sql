CREATE TABLE oauth_states (
    id SERIAL NOT NULL,
    state_token VARCHAR(255) NOT NULL,
    provider VARCHAR(50) NOT NULL,
    redirect_uri VARCHAR(500),
    created_at TIMESTAMP WITHOUT TIME ZONE,
    expires_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_oauth_states_id ON oauth_states (id);
CREATE UNIQUE INDEX ix_oauth_states_state_token ON oauth_states (state_token);
