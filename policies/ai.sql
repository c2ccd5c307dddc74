-- ai: members read models, prices, types, budgets and their workspaces' generations; they ask,
-- cancel, retry and judge through functions. Admins set budgets through one. Only workers write the
-- rest; the ledger and the balances are written by functions alone, and read by the operator.

alter table public.ai_models enable row level security;
grant select on public.ai_models to authenticated;
grant select, insert, update, delete on public.ai_models to service_role;
create policy ai_models_select on public.ai_models
for select to authenticated
using (true);

alter table public.ai_model_prices enable row level security;
grant select on public.ai_model_prices to authenticated;
grant select, insert, update, delete on public.ai_model_prices to service_role;
create policy ai_model_prices_select on public.ai_model_prices
for select to authenticated
using (true);

alter table public.ai_generation_types enable row level security;
grant select on public.ai_generation_types to authenticated;
grant select, insert, update, delete on public.ai_generation_types to service_role;
create policy ai_generation_types_select on public.ai_generation_types
for select to authenticated
using (true);

alter table public.ai_generations enable row level security;
grant select, update (user_rating, user_feedback, accepted)
on public.ai_generations to authenticated;
grant select, insert, update, delete on public.ai_generations to service_role;
create policy ai_generations_select on public.ai_generations
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy ai_generations_update on public.ai_generations
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

grant select on public.generation_jobs to authenticated, service_role;

alter table public.ai_cost_tracking enable row level security;
grant select on public.ai_cost_tracking to authenticated;
grant select, insert, update, delete on public.ai_cost_tracking to service_role;
create policy ai_cost_tracking_select on public.ai_cost_tracking
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

-- budgets ---------------------------------------------------------------------------------

alter table public.ai_budgets enable row level security;
grant select on public.ai_budgets to authenticated;
grant select, insert, update, delete on public.ai_budgets to service_role;
create policy ai_budgets_select on public.ai_budgets
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.ai_budget_balances enable row level security;
grant select on public.ai_budget_balances to service_role;

alter table public.ai_budget_alerts enable row level security;
grant select on public.ai_budget_alerts to service_role;

alter table public.ai_reservations enable row level security;
grant select, update on public.ai_reservations to service_role;

alter table public.ai_shut_offs enable row level security;
grant select on public.ai_shut_offs to authenticated;
grant select, insert, update, delete on public.ai_shut_offs to service_role;
create policy ai_shut_offs_select on public.ai_shut_offs
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

grant select on public.ai_budget_usage to authenticated, service_role;

-- functions -------------------------------------------------------------------------------

grant execute on function
public.request_generation(uuid, text, text, jsonb, text, text),
private.request_generation(uuid, text, text, jsonb, text, text),
public.cancel_generation(uuid),
private.cancel_generation(uuid),
public.retry_generation(uuid),
private.retry_generation(uuid),
public.review_generation(uuid, integer, boolean, text),
private.review_generation(uuid, integer, boolean, text),
public.set_ai_budget(uuid, text, numeric, uuid, uuid, integer[]),
private.set_ai_budget(uuid, text, numeric, uuid, uuid, integer[]),
public.switch_ai(uuid, boolean, text),
private.switch_ai(uuid, boolean, text)
to authenticated;

grant execute on function
private.ai_period_start(text, timestamptz),
private.budget_totals(uuid, date)
to authenticated, service_role;

grant execute on function
private.usage_count(jsonb, text),
private.price_usage(text, text, jsonb, timestamptz),
private.price_terms(public.ai_model_prices),
private.estimate_cost(text, text, integer, integer, integer, integer, timestamptz),
private.apply_prices(jobs.job_queue, jsonb),
private.require_ai_on(uuid, text),
private.with_bounds(public.ai_generations),
private.ensure_default_budgets(uuid, uuid),
private.change_cap(uuid, numeric),
private.reserve_ai(uuid, uuid, uuid, numeric, integer),
private.open_reservation(
    public.ai_generations, text, numeric, uuid[], date[], smallint[], integer
),
private.settle_reservation(uuid, numeric, jsonb, boolean),
private.release_reservations(uuid),
private.expire_reservations(),
private.apply_ai_ledger(integer),
private.call_tier(public.ai_generations),
private.generation_credits(public.ai_generations),
private.call_time(text),
private.choose_model(text, text, text[], uuid, text),
private.begin_call(public.ai_generations, text),
private.note_usage(uuid, jsonb, numeric),
private.reading_time(text)
to service_role;

grant execute on function
public.fulfil_bundle_item(uuid, integer),
private.place_bundle_part(uuid, integer),
public.sweep_bundle_orders(),
private.enqueue_bundle_parts(uuid),
private.unmade_parts(uuid),
private.bundle_pieces(text),
private.part_options(text, integer, integer, date, jsonb)
to service_role;

grant execute on function
private.apply_generation(jobs.job_queue, jsonb),
private.finish_generation(uuid, jsonb),
private.fail_generation(jobs.job_queue, text),
private.end_generation(uuid, text),
private.apply_plan(public.ai_generations, jsonb),
private.apply_bundle_end(jobs.job_queue, jsonb),
private.fail_bundle_end(jobs.job_queue, text),
private.join_bundle(public.ai_generations),
private.report_piece(public.ai_generations),
private.apply_batch_submitted(jobs.job_queue, jsonb),
private.apply_batch(jobs.job_queue, jsonb),
private.fail_batch(jobs.job_queue, text),
private.bundle_start(text),
private.bundle_days(text),
private.keep_result(public.ai_generations, jsonb),
private.keep_blog_post(public.ai_generations, jsonb),
private.keep_social_post(public.ai_generations, jsonb),
private.keep_content_upgrade(public.ai_generations, jsonb),
private.keep_email_sequence(public.ai_generations, jsonb),
private.keep_content(public.ai_generations, jsonb),
private.content_body(text, jsonb),
private.keep_component(public.ai_generations, uuid, jsonb, integer),
private.keep_campaign(public.ai_generations, jsonb),
private.keep_enhancement(public.ai_generations, jsonb),
private.keep_asset(public.ai_generations, jsonb),
private.link_target(public.ai_generations),
private.tags_of(public.ai_generations, text, text),
private.url_slug(text)
to service_role;

grant execute on function
public.start_generation(uuid, text[]),
public.start_batch(uuid),
public.report_generation(uuid, real, text),
public.stream_generation(uuid, integer, text),
public.settle_generation_call(uuid, jsonb),
public.settle_ai_costs()
to service_role;
