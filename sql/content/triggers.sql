-- content: what happens by itself.

create trigger content_bundles_touch
before update on public.content_bundles
for each row execute function private.touch_updated_at();

create trigger content_bundles_transitions
before insert or update of status on public.content_bundles
for each row execute function private.allow_transitions(
    'draft>generating',
    'draft>ready',
    'draft>archived',
    'generating>draft',
    'generating>ready',
    'ready>draft',
    'ready>generating',
    'ready>published',
    'ready>archived',
    'published>ready',
    'published>archived',
    'archived>draft'
);

create trigger content_bundles_audit
after insert or update or delete on public.content_bundles
for each row execute function private.audit();

create trigger blog_posts_touch
before update on public.blog_posts
for each row execute function private.touch_updated_at();

create trigger blog_posts_transitions
before insert or update of status on public.blog_posts
for each row execute function private.allow_transitions(
    'draft>scheduled',
    'draft>published',
    'draft>archived',
    'scheduled>draft',
    'scheduled>published',
    'scheduled>archived',
    'published>draft',
    'published>archived',
    'archived>draft'
);

create trigger blog_posts_publication
before insert or update of status on public.blog_posts
for each row execute function private.stamp_publication();

create trigger blog_posts_version
after insert or update of content on public.blog_posts
for each row execute function private.keep_version(
    'content',
    'blog_post_id',
    'performance_metrics'
);

create trigger blog_posts_audit
after insert or update or delete on public.blog_posts
for each row execute function private.audit();

create trigger social_posts_touch
before update on public.social_posts
for each row execute function private.touch_updated_at();

create trigger social_posts_transitions
before insert or update of status on public.social_posts
for each row execute function private.allow_transitions(
    'draft>scheduled',
    'draft>published',
    'draft>archived',
    'scheduled>draft',
    'scheduled>published',
    'scheduled>archived',
    'published>draft',
    'published>archived',
    'archived>draft'
);

create trigger social_posts_publication
before insert or update of status on public.social_posts
for each row execute function private.stamp_publication();

create trigger social_posts_version
after insert or update of content on public.social_posts
for each row execute function private.keep_version(
    'content',
    'social_post_id',
    'engagement_metrics'
);

create trigger social_posts_audit
after insert or update or delete on public.social_posts
for each row execute function private.audit();

create trigger content_upgrades_touch
before update on public.content_upgrades
for each row execute function private.touch_updated_at();

create trigger content_upgrades_transitions
before insert or update of status on public.content_upgrades
for each row execute function private.allow_transitions(
    'draft>published',
    'draft>archived',
    'published>draft',
    'published>archived',
    'archived>draft'
);

create trigger content_upgrades_publication
before insert or update of status on public.content_upgrades
for each row execute function private.stamp_publication();

create trigger content_upgrades_version
after insert or update of content on public.content_upgrades
for each row execute function private.keep_version(
    'content',
    'content_upgrade_id',
    'download_metrics'
);

create trigger content_upgrades_audit
after insert or update or delete on public.content_upgrades
for each row execute function private.audit();

create trigger email_sequences_touch
before update on public.email_sequences
for each row execute function private.touch_updated_at();

create trigger email_sequences_transitions
before insert or update of status on public.email_sequences
for each row execute function private.allow_transitions(
    'draft>active',
    'draft>archived',
    'active>paused',
    'active>archived',
    'paused>active',
    'paused>draft',
    'paused>archived',
    'archived>draft'
);

create trigger email_sequences_audit
after insert or update or delete on public.email_sequences
for each row execute function private.audit();

create trigger emails_touch
before update on public.emails
for each row execute function private.touch_updated_at();

create trigger emails_version
after insert or update of content on public.emails
for each row execute function private.keep_version('content', 'email_id', 'performance_metrics');

create trigger emails_audit
after insert or update or delete on public.emails
for each row execute function private.audit();

create trigger contents_touch
before update on public.contents
for each row execute function private.touch_updated_at();

create trigger contents_transitions
before insert or update of status on public.contents
for each row execute function private.allow_transitions(
    'draft>scheduled',
    'draft>published',
    'draft>archived',
    'scheduled>draft',
    'scheduled>published',
    'scheduled>archived',
    'published>draft',
    'published>archived',
    'archived>draft'
);

create trigger contents_publication
before insert or update of status on public.contents
for each row execute function private.stamp_publication();

create trigger contents_version
after insert or update of body on public.contents
for each row execute function private.keep_version('body', 'content_id');

create trigger contents_audit
after insert or update or delete on public.contents
for each row execute function private.audit();

create trigger content_assets_touch
before update on public.content_assets
for each row execute function private.touch_updated_at();

create trigger content_assets_audit
after insert or update or delete on public.content_assets
for each row execute function private.audit();

create trigger content_templates_touch
before update on public.content_templates
for each row execute function private.touch_updated_at();

create trigger content_templates_audit
after insert or update or delete on public.content_templates
for each row execute function private.audit();

create trigger managed_urls_touch
before update on public.managed_urls
for each row execute function private.touch_updated_at();

create trigger managed_urls_forget_tallies
after delete on public.managed_urls
referencing old table as gone
for each statement execute function private.forget_tallies();

create trigger managed_urls_audit
after insert or delete on public.managed_urls
for each row execute function private.audit();

-- What a check of the address writes is no edit: it alone moves last_checked_at, beside a new
-- address.
create trigger managed_urls_audit_changes
after update on public.managed_urls
for each row
when (old.last_checked_at is not distinct from new.last_checked_at or old.url <> new.url)
execute function private.audit();

create trigger content_bundles_keep_fixed
before update of workspace_id on public.content_bundles
for each row execute function private.keep_fixed('workspace_id');

create trigger blog_posts_keep_fixed
before update of workspace_id on public.blog_posts
for each row execute function private.keep_fixed('workspace_id');

create trigger content_assets_keep_fixed
before update of workspace_id on public.content_assets
for each row execute function private.keep_fixed('workspace_id');

create trigger content_templates_keep_fixed
before update of workspace_id on public.content_templates
for each row execute function private.keep_fixed('workspace_id');

create trigger content_upgrades_keep_fixed
before update of workspace_id on public.content_upgrades
for each row execute function private.keep_fixed('workspace_id');

create trigger contents_keep_fixed
before update of workspace_id on public.contents
for each row execute function private.keep_fixed('workspace_id');

create trigger email_sequences_keep_fixed
before update of workspace_id on public.email_sequences
for each row execute function private.keep_fixed('workspace_id');

create trigger emails_keep_fixed
before update of workspace_id on public.emails
for each row execute function private.keep_fixed('workspace_id');

create trigger managed_urls_keep_fixed
before update of workspace_id on public.managed_urls
for each row execute function private.keep_fixed('workspace_id');

create trigger social_posts_keep_fixed
before update of workspace_id on public.social_posts
for each row execute function private.keep_fixed('workspace_id');
