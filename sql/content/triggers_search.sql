-- content: search learns the words of everything it looks through.

create trigger products_learn
after insert on public.products
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger products_learn_changed
after update on public.products
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger content_bundles_learn
after insert on public.content_bundles
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger content_bundles_learn_changed
after update on public.content_bundles
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger blog_posts_learn
after insert on public.blog_posts
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger blog_posts_learn_changed
after update on public.blog_posts
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger social_posts_learn
after insert on public.social_posts
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger social_posts_learn_changed
after update on public.social_posts
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger content_upgrades_learn
after insert on public.content_upgrades
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger content_upgrades_learn_changed
after update on public.content_upgrades
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger email_sequences_learn
after insert on public.email_sequences
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger email_sequences_learn_changed
after update on public.email_sequences
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger emails_learn
after insert on public.emails
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger emails_learn_changed
after update on public.emails
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger contents_learn
after insert on public.contents
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger contents_learn_changed
after update on public.contents
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger content_assets_learn
after insert on public.content_assets
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger content_assets_learn_changed
after update on public.content_assets
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger content_templates_learn
after insert on public.content_templates
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger content_templates_learn_changed
after update on public.content_templates
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();
