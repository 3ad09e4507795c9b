"""What is said of news texts and of the figures that were read in them."""

from __future__ import annotations

from typing import Final

from geo.i18n import N_

TEXTS: Final = (
    N_(
        "the text is in a language that is not read; read are English, Ukrainian and Russian, and "
        "of German, Spanish, Polish and French the sentences on drones, missiles and casualties"
    ),
    N_("the text has {0} characters; an article of at most {1} is expected"),
    N_("there is no text to read"),
    N_("the file has {0} MB; at most {1} MB are expected"),
    N_("the file is empty; a text is expected"),
    N_("the file is empty; a web page is expected"),
    N_("the page asks about cookies and has no article; open it, agree, and save it again"),
    N_("the page has no article that can be read"),
    N_("the mail has no text"),
    N_("the document is too large when unpacked"),
    N_("the file is not a Word document, or is damaged"),
    N_("the feed is damaged, or no RSS or Atom"),
    N_("the feed has no entries"),
    N_("the file is no Telegram export; a JSON object with messages is expected"),
    N_("the text says “{0}”"),
    N_("a range, up to {0}; its lower end is taken"),
    N_("the groups that the sentence names, added"),
    N_("the text says there are none"),
)
