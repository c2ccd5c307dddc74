-- content: how texts came to be what they are.

create table public.content_versions (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    blog_post_id uuid,
    social_post_id uuid,
    content_upgrade_id uuid,
    email_id uuid,
    content_id uuid,
    entity_type text generated always as (
        case
            when blog_post_id is not null then 'blog_post'
            when social_post_id is not null then 'social_post'
            when content_upgrade_id is not null then 'content_upgrade'
            when email_id is not null then 'email'
            when content_id is not null then 'content'
        end
    ) stored,
    entity_id uuid generated always as (
        coalesce(
            blog_post_id, social_post_id, content_upgrade_id, email_id, content_id
        )
    ) stored,
    version_number integer not null
    constraint content_versions_version_number_positive check (version_number > 0),
    content text not null,
    reason text,
    performance_snapshot jsonb not null default '{}',
    created_by uuid references public.profiles (id) on delete set null,
    ai_model text,
    created_at timestamptz not null default now(),
    constraint content_versions_tenant_key unique (workspace_id, id),
    constraint content_versions_one_entity check (
        num_nonnulls(blog_post_id, social_post_id, content_upgrade_id, email_id, content_id) = 1
    ),
    constraint content_versions_blog_post foreign key (workspace_id, blog_post_id)
    references public.blog_posts (workspace_id, id) on delete cascade,
    constraint content_versions_social_post foreign key (workspace_id, social_post_id)
    references public.social_posts (workspace_id, id) on delete cascade,
    constraint content_versions_content_upgrade foreign key (workspace_id, content_upgrade_id)
    references public.content_upgrades (workspace_id, id) on delete cascade,
    constraint content_versions_email foreign key (workspace_id, email_id)
    references public.emails (workspace_id, id) on delete cascade,
    constraint content_versions_content foreign key (workspace_id, content_id)
    references public.contents (workspace_id, id) on delete cascade
);
comment on table public.content_versions is
'Every text a piece of content has had, the present one too. Written by private.keep_version.';
comment on column public.content_versions.entity_type is
'Kind of the content; follows from the one column that is set.';
comment on column public.content_versions.reason is
'Why it was changed: the header x-change-reason of the request.';
comment on column public.content_versions.performance_snapshot is
'The metrics of the content when this version replaced the one before.';
comment on column public.content_versions.created_by is
'Who wrote it; null for a worker.';
comment on column public.content_versions.ai_model is 'The model that wrote it, if one did.';

create index content_versions_created_by on public.content_versions (created_by);
create unique index content_versions_blog_post
on public.content_versions (workspace_id, blog_post_id, version_number)
where blog_post_id is not null;
create unique index content_versions_social_post
on public.content_versions (workspace_id, social_post_id, version_number)
where social_post_id is not null;
create unique index content_versions_content_upgrade
on public.content_versions (workspace_id, content_upgrade_id, version_number)
where content_upgrade_id is not null;
create unique index content_versions_email
on public.content_versions (workspace_id, email_id, version_number)
where email_id is not null;
create unique index content_versions_content
on public.content_versions (workspace_id, content_id, version_number)
where content_id is not null;
