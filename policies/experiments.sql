-- experiments: members plan tests, admins delete them; who saw what is written by workers.

alter table public.ab_tests enable row level security;
grant select, insert, update, delete on public.ab_tests to authenticated, service_role;

create policy ab_tests_select on public.ab_tests
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy ab_tests_insert on public.ab_tests
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ab_tests_update on public.ab_tests
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ab_tests_delete on public.ab_tests
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.ab_test_variants enable row level security;
grant select, insert, update, delete on public.ab_test_variants to authenticated, service_role;

create policy ab_test_variants_select on public.ab_test_variants
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy ab_test_variants_insert on public.ab_test_variants
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ab_test_variants_update on public.ab_test_variants
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ab_test_variants_delete on public.ab_test_variants
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.ab_test_assignments enable row level security;
grant select on public.ab_test_assignments to authenticated;
grant select, insert, update, delete on public.ab_test_assignments to service_role;

create policy ab_test_assignments_select on public.ab_test_assignments
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.ab_test_results enable row level security;
grant select on public.ab_test_results to authenticated;
grant select, insert, update, delete on public.ab_test_results to service_role;

create policy ab_test_results_select on public.ab_test_results
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

-- The views ask with the rights of their reader.
grant select on
public.ab_tests_with_variants,
public.ab_test_outcomes,
public.content_variants
to authenticated, service_role;
