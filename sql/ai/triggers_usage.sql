create trigger ai_generations_use_credit
after update of status on public.ai_generations
for each row
when (
    new.status = 'completed' and old.status <> 'completed' and new.bundle_order_item_id is null
)
execute function private.use_ai_credit();
