-- content: a file that nothing refers to is deleted.

create trigger content_assets_delete_files
after delete on public.content_assets
referencing old table as removed
for each statement execute function private.delete_asset_files();

create trigger content_assets_delete_replaced_files
after update on public.content_assets
referencing old table as removed
for each statement execute function private.delete_asset_files();

create trigger workspaces_delete_files
after delete on public.workspaces
referencing old table as gone
for each statement execute function private.delete_workspace_files();
