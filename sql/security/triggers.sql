-- security: what happens by itself, here and in the domains that are built before this one.

create trigger api_keys_touch
before update on public.api_keys
for each row execute function private.touch_updated_at();

create trigger api_keys_keep_fixed
before update of workspace_id, business_id on public.api_keys
for each row execute function private.keep_fixed('workspace_id', 'business_id');

create trigger api_keys_forget_rate
after delete on public.api_keys
for each row execute function private.forget_api_key_rate();

create trigger api_keys_audit
after insert or update or delete on public.api_keys
for each row execute function private.audit();

create trigger security_alerts_touch
before update on public.security_alerts
for each row execute function private.touch_updated_at();

create trigger security_alerts_transitions
before insert or update of status on public.security_alerts
for each row execute function private.allow_transitions(
    'open>acknowledged',
    'open>resolved',
    'acknowledged>resolved',
    'acknowledged>open'
);

create trigger security_alerts_settle
before update of status on public.security_alerts
for each row execute function private.settle_alert();

-- platform and accounts: built before there is a trail to write to.

create trigger app_settings_audit
after insert or update or delete on public.app_settings
for each row execute function private.audit();

create trigger feature_flags_audit
after insert or update or delete on public.feature_flags
for each row execute function private.audit();

create trigger workspaces_audit
after insert or update or delete on public.workspaces
for each row execute function private.audit();

create trigger workspace_members_audit
after insert or update or delete on public.workspace_members
for each row execute function private.audit();

create trigger workspace_invitations_audit
after insert or update or delete on public.workspace_invitations
for each row execute function private.audit();

create trigger businesses_audit
after insert or update or delete on public.businesses
for each row execute function private.audit();
