-- ai: generations count as usage.
--
-- security definer: private.use_ai_credit, because nobody may write usage_counters.

create function private.use_ai_credit() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.record_usage(new.workspace_id, new.user_id, 'ai_credits');
    return null;
end
$$;
comment on function private.use_ai_credit() is
'Trigger of ai_generations: one credit for each that is completed. Failed ones are free, and '
'what was bought with a bundle order.';
