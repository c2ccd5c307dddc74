create view public.generation_jobs
with (security_invoker = true) as
select
    id,
    workspace_id,
    user_id,
    case
        when generation_type in ('image', 'video', 'voice') then generation_type
        else 'text'
    end as type,
    provider,
    prompt_text as prompt,
    parameters,
    status,
    result_asset_id,
    error_message,
    created_at,
    completed_at
from public.ai_generations;
comment on view public.generation_jobs is
'Generations by what comes out of them: text, image, video or voice.';
comment on column public.generation_jobs.provider is 'Null until a worker has begun it.';

create view public.ai_budget_usage
with (security_invoker = true)
as
select
    b.workspace_id,
    b.id as budget_id,
    b.scope,
    b.user_id,
    b.campaign_id,
    b.unit,
    b.period,
    private.ai_period_start(b.period, now()) as period_start,
    b.cap,
    b.thresholds,
    usage.spent,
    usage.reserved,
    usage.overrun,
    greatest(b.cap - usage.spent - usage.reserved - usage.overrun, 0) as free
from public.ai_budgets as b
cross join lateral private.budget_totals(
    b.id, private.ai_period_start(b.period, now())
) as usage;
comment on view public.ai_budget_usage is
'Each budget in its present period: what is spent, reserved and free, as the ledger has it now.';
