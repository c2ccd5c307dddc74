-- content: files take up storage, and give it back.

create trigger content_assets_count_new_usage
after insert on public.content_assets
referencing new table as added
for each statement execute function private.count_usage('storage_bytes', '', 'file_size');

create trigger content_assets_count_changed_usage
after update on public.content_assets
referencing old table as removed new table as added
for each statement execute function private.count_usage('storage_bytes', '', 'file_size');

create trigger content_assets_count_gone_usage
after delete on public.content_assets
referencing old table as removed
for each statement execute function private.count_usage('storage_bytes', '', 'file_size');
