-- integrations: what admins see of their secrets.

create view public.integration_credentials
with (security_invoker = true) as
select
    c.id,
    c.workspace_id,
    c.store_connection_id,
    c.site_integration_id,
    c.esp_integration_id,
    c.ad_account_id,
    c.kind,
    c.expires_at,
    c.created_at,
    c.updated_at
from private.integration_credentials as c;

comment on view public.integration_credentials is
'Which tokens and keys are stored for which connection and when they expire; never the secrets '
'themselves. For admins.';
