-- What SQLAlchemy 2.0's create_all makes of the app's models of April 2026 on SQLite.
CREATE TABLE oauth_states (
	id INTEGER NOT NULL, 
	state_token VARCHAR(255) NOT NULL, 
	provider VARCHAR(50) NOT NULL, 
	redirect_uri VARCHAR(500), 
	created_at DATETIME, 
	expires_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE users (
	id INTEGER NOT NULL, 
	email VARCHAR(255) NOT NULL, 
	username VARCHAR(100), 
	full_name VARCHAR(255), 
	avatar_url VARCHAR(500), 
	oauth_provider VARCHAR(50), 
	oauth_id VARCHAR(255), 
	hashed_password VARCHAR(255), 
	is_active BOOLEAN, 
	is_verified BOOLEAN, 
	created_at DATETIME, 
	updated_at DATETIME, 
	last_login DATETIME, 
	preferences TEXT, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_oauth_states_id ON oauth_states (id);
CREATE UNIQUE INDEX ix_oauth_states_state_token ON oauth_states (state_token);
CREATE UNIQUE INDEX ix_users_email ON users (email);
CREATE INDEX ix_users_id ON users (id);
CREATE UNIQUE INDEX ix_users_username ON users (username);
