-- Databases of the benchmark's cluster.

-- name: settings_of
-- What `alter database … set` said; a copy of the database does not inherit it.
select unnest(s.setconfig)
from pg_catalog.pg_db_role_setting as s
join pg_catalog.pg_database as d on d.oid = s.setdatabase
where d.datname = %(database)s and s.setrole = 0

-- name: shown_settings
select name, current_setting(name)
from pg_catalog.pg_settings
where name = any(%(names)s)
order by name
