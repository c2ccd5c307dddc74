-- billing: what follows in commerce from the objects of a workspace's own Stripe account.

create function private.derive_commerce(workspace uuid, mirrored public.stripe_objects)
returns void
language plpgsql
set search_path = ''
as $$
begin
    return;
end
$$;
comment on function private.derive_commerce(uuid, public.stripe_objects) is
'Writes what follows from an object of a workspace''s own account.';
