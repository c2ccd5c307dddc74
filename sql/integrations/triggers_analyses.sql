-- integrations: analyses come from generations.

create trigger ai_generations_keep_analysis
after update of status on public.ai_generations
for each row
when (
    new.status = 'completed'
    and old.status <> 'completed'
    and new.generation_type in ('analysis', 'migration_plan')
)
execute function private.keep_analysis();
