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
