-- accounts: what dashboards read.

create view public.workspace_people
with (security_invoker = true) as
select
    m.workspace_id,
    m.user_id,
    m.role,
    m.is_active,
    m.joined_at,
    p.full_name,
    p.avatar_url,
    p.last_active_at
from public.workspace_members as m
join private.fellow_profiles() as p on p.user_id = m.user_id;

comment on view public.workspace_people is
'The members of your workspaces with name and picture. Addresses: list_member_emails, for admins.';

create view public.pending_invitations
with (security_invoker = true) as
select
    i.id,
    i.workspace_id,
    i.email,
    i.role,
    i.invited_by,
    i.send_count,
    i.last_sent_at,
    i.expires_at,
    i.expires_at <= now() as is_expired
from public.workspace_invitations as i
where i.accepted_at is null and i.revoked_at is null;

comment on view public.pending_invitations is
'Invitations nobody has accepted or revoked, for admins. An expired one can be sent again.';
