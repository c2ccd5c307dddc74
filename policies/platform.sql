-- platform: flags are readable by all who are signed in; settings by the server alone.

grant usage on schema private to anon, authenticated, service_role;
grant usage on schema jobs to service_role;

alter table public.app_settings enable row level security;
grant select, insert, update, delete on public.app_settings to service_role;
-- No policy on purpose would look like a mistake: this one says that nobody else reads.
create policy app_settings_select on public.app_settings
for select to authenticated
using (false);

alter table public.feature_flags enable row level security;
grant select on public.feature_flags to authenticated;
grant select, insert, update, delete on public.feature_flags to service_role;
create policy feature_flags_select on public.feature_flags
for select to authenticated
using (true);

grant execute on function private.setting(text) to service_role;
grant execute on function private.flag_includes(jsonb, uuid, uuid) to authenticated, service_role;
grant execute on function public.feature_enabled(text, uuid) to authenticated, service_role;

alter table public.currencies enable row level security;
grant select on public.currencies to authenticated, service_role;
create policy currencies_select on public.currencies
for select to authenticated
using (true);

-- Whoever names a table there decides which tables are cut up: its owner alone.
alter table private.partitioned_tables enable row level security;
create policy partitioned_tables_select on private.partitioned_tables
for select to authenticated
using (false);
grant execute on function private.maintain_partitions() to service_role;

grant execute on function
private.request_header(text),
private.request_ip(),
private.request_user_agent()
to authenticated, service_role;

-- Generated columns and searches run with the rights of whoever writes or asks.
grant execute on function
private.search_normalise(text),
private.search_document(text, text, text),
private.search_list(text[]),
private.search_query(text)
to authenticated, service_role;
