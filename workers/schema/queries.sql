-- name: history_exists
-- The table is made by the Supabase CLI with the first migration it applies.
select to_regclass('supabase_migrations.schema_migrations') is not null;

-- name: history
select
    version,
    coalesce(name, '') as name,
    coalesce(statements, '{}') as statements
from supabase_migrations.schema_migrations
order by version;
