-- content: the bundle that fulfils what was ordered. Billing is built before content.

alter table public.bundle_order_items
add constraint bundle_order_items_content_bundle foreign key (workspace_id, content_bundle_id)
references public.content_bundles (workspace_id, id) on delete set null (content_bundle_id);
