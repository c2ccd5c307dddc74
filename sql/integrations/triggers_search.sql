-- integrations: search learns the words of ads too, which are built after content.

create trigger ads_learn
after insert on public.ads
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger ads_learn_changed
after update on public.ads
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();
