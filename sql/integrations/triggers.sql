-- integrations: what happens by itself.

create trigger site_integrations_touch
before update on public.site_integrations
for each row execute function private.touch_updated_at();

create trigger site_integrations_keep_fixed
before update of workspace_id, user_id, platform_type on public.site_integrations
for each row execute function private.keep_fixed('workspace_id', 'user_id', 'platform_type');

create trigger site_integrations_connection_transitions
before update of connection_status on public.site_integrations
for each row execute function private.allow_column_transitions(
    'connection_status',
    'pending>connected',
    'pending>error',
    'pending>disconnected',
    'connected>error',
    'connected>disconnected',
    'error>connected',
    'error>disconnected',
    'disconnected>pending',
    'disconnected>connected'
);

create trigger site_integrations_sync_transitions
before update of sync_status on public.site_integrations
for each row execute function private.allow_column_transitions(
    'sync_status',
    'idle>syncing',
    'syncing>completed',
    'syncing>error',
    'syncing>idle',
    'completed>syncing',
    'completed>idle',
    'error>syncing',
    'error>idle'
);

create trigger site_integrations_audit
after insert or update or delete on public.site_integrations
for each row execute function private.audit();

create trigger esp_integrations_touch
before update on public.esp_integrations
for each row execute function private.touch_updated_at();

create trigger esp_integrations_keep_fixed
before update of workspace_id, business_id, provider on public.esp_integrations
for each row execute function private.keep_fixed('workspace_id', 'business_id', 'provider');

create trigger esp_integrations_sync_transitions
before update of sync_status on public.esp_integrations
for each row execute function private.allow_column_transitions(
    'sync_status',
    'idle>syncing',
    'syncing>completed',
    'syncing>error',
    'syncing>idle',
    'completed>syncing',
    'completed>idle',
    'error>syncing',
    'error>idle'
);

create trigger esp_integrations_audit
after insert or update or delete on public.esp_integrations
for each row execute function private.audit();

create trigger integration_credentials_touch
before update on private.integration_credentials
for each row execute function private.touch_updated_at();

create trigger integration_credentials_audit
after insert or update or delete on private.integration_credentials
for each row execute function private.audit();

create trigger analyst_grants_audit
after insert or update or delete on private.analyst_grants
for each row execute function private.audit();
