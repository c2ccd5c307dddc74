-- content: what leads where. The columns a table has are the steps it allows:
-- social post > blog post > content upgrade > email sequence, and from there back.

alter table public.social_posts
add column next_blog_post_id uuid,
add column next_content_upgrade_id uuid,
add column next_action_type text generated always as (
    case
        when next_blog_post_id is not null then 'blog_post'
        when next_content_upgrade_id is not null then 'content_upgrade'
    end
) stored,
add column next_action_id uuid generated always as (
    coalesce(next_blog_post_id, next_content_upgrade_id)
) stored,
add constraint social_posts_one_next_action check (
    num_nonnulls(next_blog_post_id, next_content_upgrade_id) <= 1
),
add constraint social_posts_next_blog_post foreign key (workspace_id, next_blog_post_id)
references public.blog_posts (workspace_id, id) on delete set null (next_blog_post_id),
add constraint social_posts_next_content_upgrade foreign key (workspace_id, next_content_upgrade_id)
references public.content_upgrades (workspace_id, id) on delete set null (next_content_upgrade_id);
comment on column public.social_posts.next_action_type is
'Kind of the next content; set through next_…_id or set_next_action.';
comment on column public.social_posts.next_action_id is 'The next content, whatever its kind.';
create index social_posts_next_blog_post on public.social_posts (workspace_id, next_blog_post_id)
where next_blog_post_id is not null;
create index social_posts_next_content_upgrade
on public.social_posts (workspace_id, next_content_upgrade_id)
where next_content_upgrade_id is not null;

alter table public.blog_posts
add column next_content_upgrade_id uuid,
add column next_email_sequence_id uuid,
add column next_action_type text generated always as (
    case
        when next_content_upgrade_id is not null then 'content_upgrade'
        when next_email_sequence_id is not null then 'email_sequence'
    end
) stored,
add column next_action_id uuid generated always as (
    coalesce(next_content_upgrade_id, next_email_sequence_id)
) stored,
add constraint blog_posts_one_next_action check (
    num_nonnulls(next_content_upgrade_id, next_email_sequence_id) <= 1
),
add constraint blog_posts_next_content_upgrade foreign key (workspace_id, next_content_upgrade_id)
references public.content_upgrades (workspace_id, id) on delete set null (next_content_upgrade_id),
add constraint blog_posts_next_email_sequence foreign key (workspace_id, next_email_sequence_id)
references public.email_sequences (workspace_id, id) on delete set null (next_email_sequence_id);
comment on column public.blog_posts.next_action_type is
'Kind of the next content; set through next_…_id or set_next_action.';
comment on column public.blog_posts.next_action_id is 'The next content, whatever its kind.';
create index blog_posts_next_content_upgrade
on public.blog_posts (workspace_id, next_content_upgrade_id)
where next_content_upgrade_id is not null;
create index blog_posts_next_email_sequence
on public.blog_posts (workspace_id, next_email_sequence_id)
where next_email_sequence_id is not null;

alter table public.content_upgrades
add column next_email_sequence_id uuid,
add column next_action_type text generated always as (
    case
        when next_email_sequence_id is not null then 'email_sequence'
    end
) stored,
add column next_action_id uuid generated always as (
    next_email_sequence_id
) stored,
add constraint content_upgrades_next_email_sequence
foreign key (workspace_id, next_email_sequence_id)
references public.email_sequences (workspace_id, id) on delete set null (next_email_sequence_id);
comment on column public.content_upgrades.next_action_type is
'Kind of the next content; set through next_…_id or set_next_action.';
comment on column public.content_upgrades.next_action_id is 'The next content, whatever its kind.';
create index content_upgrades_next_email_sequence
on public.content_upgrades (workspace_id, next_email_sequence_id)
where next_email_sequence_id is not null;

alter table public.email_sequences
add column next_blog_post_id uuid,
add column next_content_upgrade_id uuid,
add column next_action_type text generated always as (
    case
        when next_blog_post_id is not null then 'blog_post'
        when next_content_upgrade_id is not null then 'content_upgrade'
    end
) stored,
add column next_action_id uuid generated always as (
    coalesce(next_blog_post_id, next_content_upgrade_id)
) stored,
add constraint email_sequences_one_next_action check (
    num_nonnulls(next_blog_post_id, next_content_upgrade_id) <= 1
),
add constraint email_sequences_next_blog_post foreign key (workspace_id, next_blog_post_id)
references public.blog_posts (workspace_id, id) on delete set null (next_blog_post_id),
add constraint email_sequences_next_content_upgrade
foreign key (workspace_id, next_content_upgrade_id)
references public.content_upgrades (workspace_id, id) on delete set null (next_content_upgrade_id);
comment on column public.email_sequences.next_action_type is
'Kind of the next content; set through next_…_id or set_next_action.';
comment on column public.email_sequences.next_action_id is 'The next content, whatever its kind.';
create index email_sequences_next_blog_post
on public.email_sequences (workspace_id, next_blog_post_id)
where next_blog_post_id is not null;
create index email_sequences_next_content_upgrade
on public.email_sequences (workspace_id, next_content_upgrade_id)
where next_content_upgrade_id is not null;

create table public.managed_urls (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid not null,
    blog_post_id uuid,
    social_post_id uuid,
    content_upgrade_id uuid,
    email_sequence_id uuid,
    email_id uuid,
    content_id uuid,
    source_type text generated always as (
        case
            when blog_post_id is not null then 'blog_post'
            when social_post_id is not null then 'social_post'
            when content_upgrade_id is not null then 'content_upgrade'
            when email_sequence_id is not null then 'email_sequence'
            when email_id is not null then 'email'
            when content_id is not null then 'content'
        end
    ) stored,
    source_id uuid generated always as (
        coalesce(
            blog_post_id,
            social_post_id,
            content_upgrade_id,
            email_sequence_id,
            email_id,
            content_id
        )
    ) stored,
    url text not null
    constraint managed_urls_url_form check (url ~ '^https?://' and char_length(url) <= 2048),
    utm_params jsonb not null default '{}'
    constraint managed_urls_utm_params_object check (jsonb_typeof(utm_params) = 'object'),
    last_checked_at timestamptz,
    is_valid boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint managed_urls_tenant_key unique (workspace_id, id),
    constraint managed_urls_one_source check (
        num_nonnulls(
            blog_post_id,
            social_post_id,
            content_upgrade_id,
            email_sequence_id,
            email_id,
            content_id
        ) = 1
    ),
    constraint managed_urls_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade,
    constraint managed_urls_blog_post foreign key (workspace_id, blog_post_id)
    references public.blog_posts (workspace_id, id) on delete cascade,
    constraint managed_urls_social_post foreign key (workspace_id, social_post_id)
    references public.social_posts (workspace_id, id) on delete cascade,
    constraint managed_urls_content_upgrade foreign key (workspace_id, content_upgrade_id)
    references public.content_upgrades (workspace_id, id) on delete cascade,
    constraint managed_urls_email_sequence foreign key (workspace_id, email_sequence_id)
    references public.email_sequences (workspace_id, id) on delete cascade,
    constraint managed_urls_email foreign key (workspace_id, email_id)
    references public.emails (workspace_id, id) on delete cascade,
    constraint managed_urls_content foreign key (workspace_id, content_id)
    references public.contents (workspace_id, id) on delete cascade
);
comment on table public.managed_urls is
'Links in content, checked and counted: click_count gives the clicks.';
comment on column public.managed_urls.source_type is
'Kind of the content that the link is in; follows from the one column that is set.';
comment on column public.managed_urls.source_id is 'The content that the link is in.';
comment on column public.managed_urls.utm_params is
'Added to the address: {"utm_source": "newsletter", …}.';
comment on column public.managed_urls.is_valid is
'Whether the address answered at last_checked_at.';

create index managed_urls_recent on public.managed_urls (workspace_id, created_at desc);
create index managed_urls_business on public.managed_urls (workspace_id, business_id);
create index managed_urls_blog_post on public.managed_urls (workspace_id, blog_post_id)
where blog_post_id is not null;
create index managed_urls_social_post on public.managed_urls (workspace_id, social_post_id)
where social_post_id is not null;
create index managed_urls_content_upgrade on public.managed_urls (workspace_id, content_upgrade_id)
where content_upgrade_id is not null;
create index managed_urls_email_sequence on public.managed_urls (workspace_id, email_sequence_id)
where email_sequence_id is not null;
create index managed_urls_email on public.managed_urls (workspace_id, email_id)
where email_id is not null;
create index managed_urls_content on public.managed_urls (workspace_id, content_id)
where content_id is not null;
