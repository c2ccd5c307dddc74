-- ai: generations that were bought with a bundle order.

alter table public.ai_generations
add column bundle_order_item_id uuid,
add constraint ai_generations_bundle_order_item foreign key (workspace_id, bundle_order_item_id)
references public.bundle_order_items (workspace_id, id) on delete set null (bundle_order_item_id);

comment on column public.ai_generations.bundle_order_item_id is
'The line of a bundle order that it was bought with: it costs no credit of the plan.';

create index ai_generations_bundle_order_item
on public.ai_generations (workspace_id, bundle_order_item_id)
where bundle_order_item_id is not null;
-- Each part of a line is made once, whoever tries.
create unique index ai_generations_bundle_order_part
on public.ai_generations (bundle_order_item_id, idempotency_key)
where bundle_order_item_id is not null and parent_id is null;
