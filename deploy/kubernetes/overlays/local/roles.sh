# Run by the image of PostgreSQL when its volume is empty: a role and a schema for each service.
set -eu
for role in client_api cloudflare_adapter comfy_bridge compute_gateway dbc_adapter; do
  psql -v ON_ERROR_STOP=1 -U postgres -d trestle <<SQL
CREATE ROLE $role LOGIN PASSWORD '$SERVICE_PASSWORD';
ALTER ROLE $role SET search_path = $role;
CREATE SCHEMA $role AUTHORIZATION $role;
GRANT CONNECT ON DATABASE trestle TO $role;
SQL
done
psql -v ON_ERROR_STOP=1 -U postgres -d trestle -c 'REVOKE ALL ON SCHEMA public FROM PUBLIC' -c 'REVOKE ALL ON DATABASE trestle FROM PUBLIC'
