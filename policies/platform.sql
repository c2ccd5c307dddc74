-- platform: flags are readable by all who are signed in; settings by the server alone.

grant usage on schema private to authenticated, service_role;
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
