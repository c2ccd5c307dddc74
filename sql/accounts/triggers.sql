-- accounts: what happens by itself.

create trigger accounts_greet_new_user
after insert on auth.users
for each row execute function private.greet_new_user();

create trigger profiles_touch
before update on public.profiles
for each row execute function private.touch_updated_at();

create trigger profiles_compose_full_name
before insert or update of first_name, last_name on public.profiles
for each row execute function private.compose_full_name();

create trigger profiles_settle_leaver
before delete on public.profiles
for each row execute function private.settle_leaver();

create trigger workspaces_touch
before update on public.workspaces
for each row execute function private.touch_updated_at();

create trigger workspaces_prepare
before insert on public.workspaces
for each row execute function private.prepare_workspace();

create trigger workspaces_seat_owner
after insert or update of owner_id on public.workspaces
for each row execute function private.seat_owner();

create trigger workspace_members_touch
before update on public.workspace_members
for each row execute function private.touch_updated_at();

create trigger workspace_members_keep_fixed
before update of workspace_id, user_id on public.workspace_members
for each row execute function private.keep_fixed('workspace_id', 'user_id');

create trigger workspace_members_keep_an_owner
after delete or update of role, is_active on public.workspace_members
for each row
when (old.role = 'owner' and old.is_active)
execute function private.keep_an_owner();

create trigger workspace_invitations_touch
before update on public.workspace_invitations
for each row execute function private.touch_updated_at();

create trigger workspace_invitations_keep_fixed
before update of workspace_id, email on public.workspace_invitations
for each row execute function private.keep_fixed('workspace_id', 'email');

create trigger businesses_touch
before update on public.businesses
for each row execute function private.touch_updated_at();

create trigger businesses_keep_fixed
before update of workspace_id, profile_id on public.businesses
for each row execute function private.keep_fixed('workspace_id', 'profile_id');
