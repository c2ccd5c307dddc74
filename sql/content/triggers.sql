create trigger content_bundles_touch
before update on public.content_bundles
for each row execute function private.touch_updated_at();

create trigger blog_posts_touch
before update on public.blog_posts
for each row execute function private.touch_updated_at();
