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
    business_id uuid,
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
    code text not null
    constraint managed_urls_code_form check (code ~ '^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$'),
    title text
    constraint managed_urls_title_length check (char_length(btrim(title)) between 1 and 255),
    url text not null
    constraint managed_urls_url_form check (url ~ '^https?://' and char_length(url) <= 2048),
    fallback_url text
    constraint managed_urls_fallback_url_form check (
        fallback_url ~ '^https?://' and char_length(fallback_url) <= 2048
    ),
    utm_params jsonb not null default '{}'
    constraint managed_urls_utm_params_object check (jsonb_typeof(utm_params) = 'object'),
    last_checked_at timestamptz,
    last_status integer
    constraint managed_urls_last_status_range check (last_status between 100 and 599),
    last_error text
    constraint managed_urls_last_error_length check (char_length(last_error) <= 500),
    failures integer not null default 0
    constraint managed_urls_failures_not_negative check (failures >= 0),
    is_valid boolean not null default true,
    is_active boolean not null default true,
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint managed_urls_tenant_key unique (workspace_id, id),
    constraint managed_urls_code_unique unique (code),
    constraint managed_urls_one_source check (
        num_nonnulls(
            blog_post_id,
            social_post_id,
            content_upgrade_id,
            email_sequence_id,
            email_id,
            content_id
        ) <= 1
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
'Short links, in content or on their own, checked and counted: click_count gives the clicks, '
'link_address the short address, full_address where it leads.';
comment on column public.managed_urls.source_type is
'Kind of the content that the link is in; follows from the one column that is set.';
comment on column public.managed_urls.source_id is 'The content that the link is in.';
comment on column public.managed_urls.utm_params is
'Added to the address: {"utm_source": "newsletter", …}.';
comment on column public.managed_urls.code is
'The last part of the short address, one of its kind on the whole platform: made by '
'private.new_link_code, or chosen by a member.';
comment on column public.managed_urls.fallback_url is
'Where the link leads once it has expired or is switched off; without it, to a page that says so.';
comment on column public.managed_urls.last_status is
'The HTTP status of the last check; null where nobody answered.';
comment on column public.managed_urls.last_error is 'What the last check found wrong, in words.';
comment on column public.managed_urls.failures is 'Checks that failed since the last good one.';
comment on column public.managed_urls.is_valid is
'False once the destination is dead: see private.link_checks.';
comment on column public.managed_urls.is_active is 'Switched off by a member where false.';

create index managed_urls_recent on public.managed_urls (workspace_id, created_at desc);
-- Which links lead to an address that was checked (private.link_checks).
create index managed_urls_address on public.managed_urls ((md5(split_part(url, '#', 1))::uuid));
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
