-- pricing: members set the rules, admins delete them; the rest is written by workers and triggers.

alter table public.price_rules enable row level security;
grant select, insert, update, delete on public.price_rules to authenticated, service_role;

create policy price_rules_select on public.price_rules
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy price_rules_insert on public.price_rules
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy price_rules_update on public.price_rules
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy price_rules_delete on public.price_rules
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.price_recommendations enable row level security;
grant select on public.price_recommendations to authenticated;
grant select, insert, update, delete on public.price_recommendations to service_role;

create policy price_recommendations_select on public.price_recommendations
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.price_history enable row level security;
grant select on public.price_history to authenticated;
-- Written by a trigger: not even the service key rewrites what a price was.
grant select on public.price_history to service_role;

create policy price_history_select on public.price_history
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.price_elasticities enable row level security;
grant select on public.price_elasticities to authenticated;
grant select, insert, update, delete on public.price_elasticities to service_role;

create policy price_elasticities_select on public.price_elasticities
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

grant execute on function
private.set_price_origin(text, uuid),
private.price_bounds(uuid, uuid[], timestamptz),
private.price_window_of(uuid, uuid, text, text, numeric, numeric, timestamptz),
private.price_limits_of(private.price_window),
private.nearest_price(numeric, text, text, numeric, numeric),
private.price_unit(text),
private.price_form(text, numeric),
private.has_price_form(numeric, text, text)
to service_role;

-- What they show is what row level security shows: prices and rules of one's own workspaces.
grant execute on function
public.price_limits(uuid),
private.price_limits(uuid),
public.discount_percent(public.products),
public.lowest_price_30d(public.products),
private.lowest_price(uuid, uuid, text, timestamptz, numeric)
to authenticated, service_role;

grant execute on function
private.elasticity_workspaces(),
public.elasticity_workspaces(),
private.pricing_observations(uuid, uuid, integer),
public.pricing_observations(uuid, uuid, integer),
private.save_price_elasticities(uuid, jsonb),
public.save_price_elasticities(uuid, jsonb)
to service_role;
