-- insights: viewers read what workers computed.

alter table public.revenue_predictions enable row level security;
grant select on public.revenue_predictions to authenticated;
grant select, insert, update, delete on public.revenue_predictions to service_role;

create policy revenue_predictions_select on public.revenue_predictions
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.competitor_analysis enable row level security;
grant select on public.competitor_analysis to authenticated;
grant select, insert, update, delete on public.competitor_analysis to service_role;

create policy competitor_analysis_select on public.competitor_analysis
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.market_trends enable row level security;
grant select on public.market_trends to authenticated;
grant select, insert, update, delete on public.market_trends to service_role;

create policy market_trends_select on public.market_trends
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));
