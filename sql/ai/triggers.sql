create trigger ai_models_touch
before update on public.ai_models
for each row execute function private.touch_updated_at();

-- Prices decide what workspaces are charged for: who set one shows in the trail.
create trigger ai_models_audit
after insert or update or delete on public.ai_models
for each row execute function private.audit();

create trigger ai_model_prices_audit
after insert or update or delete on public.ai_model_prices
for each row execute function private.audit();

create trigger ai_generations_touch
before update on public.ai_generations
for each row execute function private.touch_updated_at();

create trigger ai_generations_transitions
before insert or update of status on public.ai_generations
for each row execute function private.allow_transitions(
    'pending>processing',
    'pending>failed',
    'pending>cancelled',
    'processing>completed',
    'processing>failed',
    'processing>cancelled',
    'failed>processing',
    'failed>pending',
    'cancelled>pending'
);

create trigger ai_cost_tracking_touch
before update on public.ai_cost_tracking
for each row execute function private.touch_updated_at();

create trigger ai_generations_keep_fixed
before update of workspace_id on public.ai_generations
for each row execute function private.keep_fixed('workspace_id');

create trigger ai_generation_types_touch
before update on public.ai_generation_types
for each row execute function private.touch_updated_at();

create trigger ai_generation_types_audit
after insert or update or delete on public.ai_generation_types
for each row execute function private.audit();

create trigger ai_budgets_touch
before update on public.ai_budgets
for each row execute function private.touch_updated_at();

create trigger ai_budgets_keep_fixed
before update of workspace_id, user_id, campaign_id on public.ai_budgets
for each row execute function private.keep_fixed('workspace_id', 'user_id', 'campaign_id');

create trigger ai_budgets_audit
after insert or update or delete on public.ai_budgets
for each row execute function private.audit();

create trigger ai_shut_offs_audit
after insert or update or delete on public.ai_shut_offs
for each row execute function private.audit();

create trigger ai_reservations_touch
before update on public.ai_reservations
for each row execute function private.touch_updated_at();

-- The statuses of the ledger. An estimate may still become what it really cost.
create trigger ai_reservations_transitions
before update of status on public.ai_reservations
for each row execute function private.allow_transitions(
    'reserved>calling',
    'reserved>released',
    'reserved>settled',
    'calling>reserved',
    'calling>settled',
    'calling>estimated',
    'estimated>settled',
    'released>settled'
);
