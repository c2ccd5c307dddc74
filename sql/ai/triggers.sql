create trigger ai_models_touch
before update on public.ai_models
for each row execute function private.touch_updated_at();

create trigger ai_generations_touch
before update on public.ai_generations
for each row execute function private.touch_updated_at();

create trigger ai_generations_transitions
before update of status on public.ai_generations
for each row execute function private.allow_transitions(
    'pending>processing',
    'pending>failed',
    'pending>cancelled',
    'processing>completed',
    'processing>failed',
    'processing>cancelled',
    'failed>processing'
);

create trigger ai_generations_keep_fixed
before update of workspace_id on public.ai_generations
for each row execute function private.keep_fixed('workspace_id');
