create trigger content_bundles_touch
before update on public.content_bundles
for each row execute function private.touch_updated_at();

create trigger blog_posts_touch
before update on public.blog_posts
for each row execute function private.touch_updated_at();

create trigger content_bundles_keep_fixed
before update of workspace_id on public.content_bundles
for each row execute function private.keep_fixed('workspace_id');

create trigger blog_posts_keep_fixed
before update of workspace_id on public.blog_posts
for each row execute function private.keep_fixed('workspace_id');
