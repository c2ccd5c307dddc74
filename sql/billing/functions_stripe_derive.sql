-- billing: what follows from the objects of our own Stripe account.

create function private.derive_billing(mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
begin
    return;
end
$$;
comment on function private.derive_billing(public.stripe_objects) is
'Writes what follows from an object of our own account.';
