-- ads: viewers read, members write, admins delete; metrics are written by workers alone.

alter table public.ad_accounts enable row level security;
grant select, insert, update, delete on public.ad_accounts to authenticated, service_role;

create policy ad_accounts_select on public.ad_accounts
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy ad_accounts_insert on public.ad_accounts
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ad_accounts_update on public.ad_accounts
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ad_accounts_delete on public.ad_accounts
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.ad_sets enable row level security;
grant select, insert, update, delete on public.ad_sets to authenticated, service_role;

create policy ad_sets_select on public.ad_sets
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy ad_sets_insert on public.ad_sets
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ad_sets_update on public.ad_sets
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ad_sets_delete on public.ad_sets
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.ads enable row level security;
grant select, insert, update, delete on public.ads to authenticated, service_role;

create policy ads_select on public.ads
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy ads_insert on public.ads
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ads_update on public.ads
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ads_delete on public.ads
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.ad_metrics enable row level security;
grant select on public.ad_metrics to authenticated;
grant select, insert, update, delete on public.ad_metrics to service_role;

create policy ad_metrics_select on public.ad_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

-- links -----------------------------------------------------------------------------------

-- The columns of managed_urls that come with this domain.
grant update (campaign_id, ad_id) on public.managed_urls to authenticated;
