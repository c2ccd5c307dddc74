-- content: the journeys, seen from each piece of content.

create view public.content_journeys with (security_invoker = true) as
with pieces as (
    select
        p.workspace_id,
        'social_post' as content_type,
        p.id as content_id,
        left(p.content, 100) as title,
        p.conversion_goal,
        p.next_action_type,
        p.next_action_id
    from public.social_posts as p
    union all
    select
        p.workspace_id,
        'blog_post' as content_type,
        p.id,
        p.title,
        p.conversion_goal,
        p.next_action_type,
        p.next_action_id
    from public.blog_posts as p
    union all
    select
        p.workspace_id,
        'content_upgrade' as content_type,
        p.id,
        p.title,
        p.conversion_goal,
        p.next_action_type,
        p.next_action_id
    from public.content_upgrades as p
    union all
    select
        p.workspace_id,
        'email_sequence' as content_type,
        p.id,
        p.name,
        p.conversion_goal,
        p.next_action_type,
        p.next_action_id
    from public.email_sequences as p
)

select
    piece.workspace_id,
    piece.content_type,
    piece.content_id,
    piece.title,
    piece.conversion_goal,
    piece.next_action_type,
    piece.next_action_id,
    origin.content_type as previous_action_type,
    origin.content_id as previous_action_id
from pieces as piece
left join pieces as origin
    on
        origin.workspace_id = piece.workspace_id
        and origin.next_action_type = piece.content_type
        and origin.next_action_id = piece.content_id;
comment on view public.content_journeys is
'Each piece of content with what follows it and what leads to it: one row for each of those.';
