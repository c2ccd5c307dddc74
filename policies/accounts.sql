-- accounts: people see themselves, members see their workspaces, functions change membership.

-- foundations -----------------------------------------------------------------------------

-- Policies run as the caller, so the caller may execute what they call.
grant execute on function private.role_rank(text) to authenticated, service_role;
grant execute on function private.workspace_ids(text) to authenticated, service_role;
grant execute on function private.role_in(uuid) to authenticated, service_role;
grant execute on function private.require_user() to authenticated, service_role;
grant execute on function private.is_service() to authenticated, service_role;
grant execute on function private.require_role(uuid, text) to authenticated, service_role;
grant execute on function private.require_second_factor() to authenticated, service_role;
grant execute on function private.may_use_topic(text, text) to authenticated, service_role;

-- profiles --------------------------------------------------------------------------------

alter table public.profiles enable row level security;
grant select on public.profiles to authenticated;
grant update (
    full_name, first_name, last_name, avatar_url, country, settings, password_strength
) on public.profiles to authenticated;
grant select, insert, update, delete on public.profiles to service_role;
grant execute on function private.ensure_profile() to authenticated;
grant execute on function public.ensure_profile() to authenticated;

create policy profiles_select on public.profiles
for select to authenticated
using (id = (select auth.uid()));

create policy profiles_update on public.profiles
for update to authenticated
using (id = (select auth.uid()))
with check (id = (select auth.uid()));

-- workspaces ------------------------------------------------------------------------------

alter table public.workspaces enable row level security;
grant select on public.workspaces to authenticated;
grant insert (name, slug, settings) on public.workspaces to authenticated;
grant update (name, slug, settings) on public.workspaces to authenticated;
grant select, insert, update, delete on public.workspaces to service_role;

-- The first half shows a new workspace to its creator in the statement that makes it
-- (insert … returning), when the membership does not exist yet.
create policy workspaces_select on public.workspaces
for select to authenticated
using (
    owner_id = (select auth.uid())
    or id = any (array(select private.workspace_ids('viewer')))
);

create policy workspaces_insert on public.workspaces
for insert to authenticated
with check (owner_id = (select auth.uid()) and not is_personal);

create policy workspaces_update on public.workspaces
for update to authenticated
using (id = any (array(select private.workspace_ids('admin'))))
with check (id = any (array(select private.workspace_ids('admin'))));

grant execute on function public.create_workspace(text, text) to authenticated;
grant execute on function private.set_workspace_active(uuid, boolean)
to authenticated, service_role;
grant execute on function public.archive_workspace(uuid) to authenticated, service_role;
grant execute on function public.restore_workspace(uuid) to authenticated, service_role;
grant execute on function private.delete_workspace(uuid) to authenticated, service_role;
grant execute on function public.delete_workspace(uuid) to authenticated, service_role;
grant execute on function private.transfer_ownership(uuid, uuid) to authenticated, service_role;
grant execute on function public.transfer_ownership(uuid, uuid) to authenticated, service_role;

-- workspace_members -----------------------------------------------------------------------

alter table public.workspace_members enable row level security;
grant select on public.workspace_members to authenticated;
grant select, insert, update, delete on public.workspace_members to service_role;

create policy workspace_members_select on public.workspace_members
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

grant execute on function private.change_member_role(uuid, uuid, text)
to authenticated, service_role;
grant execute on function public.change_member_role(uuid, uuid, text)
to authenticated, service_role;
grant execute on function private.set_member_permissions(uuid, uuid, jsonb)
to authenticated, service_role;
grant execute on function public.set_member_permissions(uuid, uuid, jsonb)
to authenticated, service_role;
grant execute on function private.set_member_active(uuid, uuid, boolean)
to authenticated, service_role;
grant execute on function public.set_member_active(uuid, uuid, boolean)
to authenticated, service_role;
grant execute on function private.remove_member(uuid, uuid) to authenticated, service_role;
grant execute on function public.remove_member(uuid, uuid) to authenticated, service_role;
grant execute on function private.leave_workspace(uuid) to authenticated;
grant execute on function public.leave_workspace(uuid) to authenticated;
grant execute on function private.list_member_emails(uuid) to authenticated, service_role;
grant execute on function public.list_member_emails(uuid) to authenticated, service_role;
grant execute on function private.fellow_profiles() to authenticated;
grant select on public.workspace_people to authenticated;

-- workspace_invitations -------------------------------------------------------------------

alter table public.workspace_invitations enable row level security;
-- Everything but the token's hash.
grant select (
    id, workspace_id, invited_by, accepted_by, email, role, send_count, last_sent_at,
    expires_at, accepted_at, revoked_at, created_at, updated_at
) on public.workspace_invitations to authenticated;
grant select, insert, update, delete on public.workspace_invitations to service_role;

create policy workspace_invitations_select on public.workspace_invitations
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

grant select on public.pending_invitations to authenticated, service_role;
grant execute on function private.invite_member(uuid, text, text) to authenticated, service_role;
grant execute on function public.invite_member(uuid, text, text) to authenticated, service_role;
grant execute on function private.resend_invitation(uuid) to authenticated, service_role;
grant execute on function public.resend_invitation(uuid) to authenticated, service_role;
grant execute on function private.revoke_invitation(uuid) to authenticated, service_role;
grant execute on function public.revoke_invitation(uuid) to authenticated, service_role;
grant execute on function private.list_my_invitations() to authenticated;
grant execute on function public.list_my_invitations() to authenticated;
grant execute on function private.accept_invitation(text) to authenticated;
grant execute on function public.accept_invitation(text) to authenticated;
grant execute on function private.peek_invitation(text) to authenticated;
grant execute on function public.peek_invitation(text) to authenticated;

-- businesses ------------------------------------------------------------------------------

alter table public.businesses enable row level security;
grant select, insert, update, delete on public.businesses to authenticated, service_role;

create policy businesses_select on public.businesses
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy businesses_insert on public.businesses
for insert to authenticated
with check (
    workspace_id = any (array(select private.workspace_ids('member')))
    and profile_id = (select auth.uid())
);

create policy businesses_update on public.businesses
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy businesses_delete on public.businesses
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- mfa_backup_codes ------------------------------------------------------------------------

alter table public.mfa_backup_codes enable row level security;
-- The person sees how many are left, never a hash.
grant select (id, user_id, used_at, created_at) on public.mfa_backup_codes to authenticated;
grant select, insert, update, delete on public.mfa_backup_codes to service_role;

create policy mfa_backup_codes_select on public.mfa_backup_codes
for select to authenticated
using (user_id = (select auth.uid()));

grant execute on function private.generate_backup_codes() to authenticated;
grant execute on function public.generate_backup_codes() to authenticated;
grant execute on function private.use_backup_code(text) to authenticated;
grant execute on function public.use_backup_code(text) to authenticated;

-- private Realtime topics -----------------------------------------------------------------

-- realtime.messages belongs to Supabase, which has row level security on. Each policy asks
-- once per request: the topic is a setting of the session, not a column of the row.
create policy accounts_topics_receive on realtime.messages
for select to authenticated
using ((select private.may_use_topic(realtime.topic(), 'viewer')));

-- A viewer may show to be present; speaking takes a member.
create policy accounts_topics_send on realtime.messages
for insert to authenticated
with check (
    (extension = 'presence' and (select private.may_use_topic(realtime.topic(), 'viewer')))
    or (select private.may_use_topic(realtime.topic(), 'member'))
);
