-- ai: members read models, prices and their workspaces' generations; they ask and cancel
-- through functions, and say themselves what they think of a result. Only workers write the rest.

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

grant execute on function
public.request_generation(uuid, text, text, jsonb, text, text),
private.request_generation(uuid, text, text, jsonb, text, text),
public.cancel_generation(uuid),
private.cancel_generation(uuid)
to authenticated;

grant execute on function
private.generation_cost(text, integer, integer, timestamptz),
private.choose_text_model(text, text[]),
private.reading_time(text),
private.track_ai_cost(public.ai_generations),
private.apply_generation(jobs.job_queue, jsonb),
private.fail_generation(jobs.job_queue, text),
public.start_generation(uuid, text[]),
public.report_generation(uuid, real, text)
to service_role;
