"""What is said of files, rows, cells and layers: wrong, left out, or understood in some way."""

from __future__ import annotations

from typing import Final

from geo.i18n import N_

FILES: Final = (
    N_("the file has a header but no records"),
    N_("no format is called {0}; expected one of {1}"),
    N_("a mapping of columns goes with format 'table' only, not {0}"),
    N_("the file has {0} bytes; at most {1} are read"),
    N_("the file unpacks to {0} bytes; at most {1} are read"),
    N_("reading takes longer than {0} seconds; split the file"),
    N_("expected a day such as 2024-10-21 or 21 October 2024"),
    N_("{0} is not a day of the calendar; {1}"),
    N_("{0} is not a date; {1}"),
    N_("{0} is what programs write for no date; {1}"),
    N_(
        "{0} may be {1} or {2}: a spreadsheet seems to have exchanged days and months here; "
        "choose the date order 'day' or 'month', as the text dates have it"
    ),
    N_(
        "{0} may be {1} (day first) or {2} (month first) and the column does not decide; choose "
        "the date order 'day' or 'month'"
    ),
    N_("{0} has no year; {1}"),
    N_("numbers such as 45586 are read as Excel's day serials from {0}"),
    N_("numbers such as 1729461600 are read as time since 1970, in UTC"),
    N_("{0} has an implausible year; {1}"),
    N_("{0} ends before it begins"),
    N_("days and months that a spreadsheet had exchanged are turned back"),
    N_("{0} lies in the future; {1}"),
    N_("{0} lies {1} years from most other dates"),
    N_("dates with the day first and with the month first stand in one column"),
    N_("dates with dots are read with the day first"),
    N_("choose the date order"),
    N_("no date; every record needs one"),
    N_(
        "column {0}: {1} ids such as {2} were rounded by a spreadsheet, so ids were made; save "
        "the column as text to keep them"
    ),
    N_("no id; every record needs one"),
    N_("{0}: row {1} has a newer version of it"),
    N_("neither a place nor coordinates; nothing says where it was"),
    N_("the last day is before the first"),
    N_("the row is the total of others"),
    N_("times of day that could not be read: {0}; they are kept as the source's own columns"),
    N_(
        "latitude and longitude have changed places in the whole file (columns {0} and {1}); they"
        " are read the right way round"
    ),
    N_(
        "{0} rows stand for {1} events: each row is one record here, and counts as so many "
        "incidents as its column events says"
    ),
    N_("column {0}: 1 cell was not read and left unknown, kept as reported; in row {1}: {2}"),
    N_("column {0}: {1} cells were not read and left unknown, kept as reported; in row {2}: {3}"),
    N_("no type of the vocabulary stands for {0}: read as {1}"),
    N_("expected a whole number of 0 or more, or blank for unknown"),
    N_("a longitude without its latitude"),
    N_("a latitude without its longitude"),
    N_("latitude {0} and longitude {1} look swapped, unlike those of other rows"),
    N_("{0} is not in degrees between -{1} and {2}"),
    N_("{0} is not a count; {1}"),
    N_("{0} does not say whether there were further places; expected yes, no or unknown"),
    N_("the parts of its places add up to less than the incident's figure"),
    N_("the parts of its incident's places add up to {0}, more than its {1}, {2}"),
    N_("an incident is not told twice by its own record"),
    N_("the archive has more than {0} members"),
    N_("the archive has {0} members; expected a table"),
    N_("the archive is encrypted; save it without a password"),
    N_("the archive is packed in an unusual way; save it as plain ZIP"),
    N_("the archive unpacks to {0} times its size, as no table does"),
    N_("the ZIP archive is cut off or damaged; fetch or save it again"),
    N_("{0} in the archive is damaged; fetch or save it again"),
    N_("the workbook is damaged; open it in a spreadsheet program and save it again"),
    N_("the workbook has a password; save it without one"),
    N_("the file is an old Word document or a damaged workbook; save it as XLSX or CSV"),
    N_("a cell has {0} characters; at most {1} are read"),
    N_("read as {0} text with {1} between the cells"),
    N_("quotes that do not match are read as they stand, and cost no more than their row"),
    N_("{0} cells where the header has {1}; is a quote missing?"),
    N_("a quote is opened and never closed, and there are {0} cells where the header has {1}"),
    N_("the file is not text; expected a table such as CSV with a header row"),
    N_("{0} signs are damaged and shown as {1}, in row {2}"),
    N_("the file is empty; expected a header row and one row per record"),
    N_("{0} control characters are left out"),
    N_("no encoding of text is called {0}"),
    N_("the file is cut off in its last character"),
    N_("its letters were encoded twice and are read once more"),
    N_("the geometry is damaged"),
    N_(
        "the layer's coordinate system is not known; save it with one, EPSG:4326 if it is in "
        "degrees"
    ),
    N_("the coordinates are not two numbers, longitude and latitude"),
    N_("the geometry is not a GeoJSON geometry"),
    N_("the geometry is a {0}; expected a Point"),
    N_("the geometry's coordinates are not finite numbers"),
    N_("the GeoPackage is damaged; open it in a GIS and save it again"),
    N_("{0} is damaged; open it in a GIS and save it again"),
    N_("the JSON is an object; expected a list of records or a GeoJSON FeatureCollection"),
    N_("the GeoJSON is in another coordinate system than EPSG:4326; save it in degrees"),
    N_("further layers are not read: {0}"),
    N_("the columns have no names; they are numbered"),
    N_("the row of HXL tags says what the columns are"),
    N_("a name in the header has {0} characters; is a quote missing?"),
    N_("the header repeats {0}; further columns of a name are numbered"),
    N_("the header is taken from row {0}; what stands above it is a title"),
    N_("there is no row {0} that could be the heading"),
    N_("row {0} holds the total of the others and is left out"),
    N_(
        "the layer is in another coordinate system than EPSG:4326; ask the server for degrees "
        "(outSR=4326)"
    ),
    N_("the JSON is {0}; expected a list of records or a GeoJSON FeatureCollection"),
    N_("the JSON list holds no records; expected a list of objects"),
    N_("the JSON is nested too deeply to be a table"),
    N_("the JSON is broken: {0}"),
    N_("the JSON has a number of absurd length"),
    N_("the record is not an object with values"),
    N_("read the list {0} of the JSON; not read: {1}"),
    N_("read the list {0} of the JSON"),
    N_("{0}; {1} records are whole and are read, {2} are not"),
    N_("the KML only links to another file; open the link and save what it holds"),
    N_("the document has no placemarks; expected one for each record"),
    N_("further documents of the KMZ are not read: {0}"),
    N_("the file is an XML document of {0} without an element for each record"),
    N_("the file is a web page without a table; fetch the file itself"),
    N_("tables stand in one another too deeply to be a table"),
    N_("the Arrow file is cut off or damaged; save it again"),
    N_("the Stata file is cut off or damaged; save it again"),
    N_("the DBF is damaged; open it in a GIS and save it again"),
    N_("the database has {0} plain tables; expected one to {1}"),
    N_("the database is damaged; save its table as CSV"),
    N_("days have no year; it is taken from the name {0}"),
    N_("{0} rows hold a day alone, which is that of the rows below them"),
    N_(
        "expected CSV, XLSX, XLS, ODS, Parquet, JSON, GeoJSON, KML, GeoPackage or a zipped "
        "shapefile"
    ),
    N_("a 7-Zip archive; unpack it first"),
    N_("a RAR archive; unpack it first"),
    N_("an RTF document; save it as DOCX"),
    N_("an SPSS file; save it as CSV"),
    N_("the file is a dump of a database; export its table as CSV"),
    N_("the file is a pointer of Git LFS; fetch the file itself"),
    N_("the file is an e-mail; save the table that came with it"),
    N_("the document has no table; expected one with a header row"),
    N_("the region is taken from the name {0}"),
    N_("{0} rows hold a region alone, which is that of the rows below them"),
    N_("a Python pickle, which is never opened"),
    N_("read {0} of the archive"),
    N_("the archive holds another archive; unpack it first"),
    N_("the JSON holds far more objects and lists than a table"),
    N_("the ZIP holds {0} tables; expected one to {1} tables or a shapefile, and it holds {2}"),
    N_("the file is {0}; {1}"),
    N_("the ZIP holds another archive; unpack it first"),
    N_("the file is a table as wikis write it; open the page in a browser and save it as HTML"),
    N_("the YAML is broken; save it as JSON or CSV"),
    N_("the YAML refers to parts of itself; write them out"),
    N_("the YAML is nested too deeply to be a table"),
    N_("the File Geodatabase is damaged; open it in a GIS and save it again"),
    N_("column {0}: its numbers begin anew, so ids were made"),
    N_("the end of an alert of which no row has the start"),
    N_("neither the start nor the end of an alert"),
    N_(
        "a log of alerts: {0} rows are the ends of alerts that other rows begin; {1} alerts have no"
        " end"
    ),
    N_("the {0} archive is cut off; what came before is read"),
    N_("the {0} archive is cut off or damaged; fetch or save it again"),
    N_("the Parquet file is cut off or damaged; save it again"),
    N_("lines and areas: {0} lie in one region each and are counted there; they are no points"),
    N_(
        "lines and areas: {0} lie in several regions, and only the names beside them say where they"
        " are: in row {1}"
    ),
    N_("the layer has no features; expected one for each record"),
    N_("the file is a .shp alone; zip it with its .shx, .dbf and .prj and bring the ZIP"),
    N_("the ZIP holds {0} shapefiles; expected one"),
    N_("the shapefile has no {0}; add what is missing to the ZIP beside the .shp"),
    N_("there is no sheet {0}; the file has {1}"),
    N_("the workbook is empty; expected a header row"),
    N_("read sheet {0}"),
    N_("the features have no columns, so no date; areas are added as boundaries"),
    N_("merged cells: {0} rows have the value of those above"),
    N_("sheets with the same columns count on one below the other: {0}"),
    N_("further sheets are not read: {0}"),
    N_("there are values to the right of the header's last column"),
    N_("{0} is not read: {1}"),
    N_("further tables are not read: {0}"),
    N_("tables with the same columns count on one below the other: {0}"),
    N_("a value is nested more than {0} levels deep, as in no table"),
    N_("formulas are read as their saved values; one without a value is blank"),
    N_("the workbook declares XML entities, as no program does"),
    N_("the workbook's {0} has {1} entries, as no program writes; save its sheet as CSV"),
    N_("the file declares XML entities or a document type, as no program does"),
    N_("the XML is cut off or damaged; fetch or save it again"),
    N_("the XML is nested too deeply to be a table"),
    N_("column {0} is missing, and this is no export of 58 or 61 columns"),
    N_("the categories of event_type overlap: their figures are not to be added up"),
    N_(
        "expected the columns of Insecurity Insight (Date, Country, Health Workers Killed) or of "
        "the WHO (Attack ID, Attack Date, Country / Territory)"
    ),
    N_("{0} is no precision; expected one of {1}"),
    N_(
        "{0} rows are not of drones: how many were launched and destroyed is kept with them, and "
        "not counted among drones"
    ),
    N_(
        "column {0}: in {1} rows it counts missiles, which is kept with them, and not counted among"
        " drones"
    ),
    N_("the date is unknown, which {0} stands for in this format"),
    N_(
        "column {0}: {1} cells were not read and left unknown, kept as reported; in row {2}: {3} "
        "does not count both"
    ),
    N_("columns are read by their names: {0}"),
    N_("not a pair of coordinates; expected latitude, longitude such as 50.45, 30.52"),
    N_("its columns are days; turn it into a table with a row for each place and day"),
    N_("no column is known to be the date; name it, the file has {0}"),
    N_("no column is known to be a place, a region or coordinates; name one, the file has {0}"),
    N_("the mapping names {0}; expected one of {1}"),
    N_("the mapping names column {0}; the file has {1}"),
    N_("not a message but a note of Telegram's own"),
    N_("the message does not begin with a place and a colon; say where it was"),
    N_(
        "these are VIINA's labels alone, which name no place; give event_1pd, or the version of "
        "event_info that has coordinates"
    ),
    N_("this is no mapping file; expected JSON of the kind {0}"),
    N_("columns must be an object and headings a list"),
    N_("date_order must be day or month"),
    N_("heading_row must be a row number, counted from 1"),
    N_("{0} must be a text"),
    N_("the mapping file is not JSON"),
    N_("column {0} is missing; the file has {1}"),
    N_("the table has {0} rows; at most {1} are read"),
    N_("the table has {0} columns; at most {1} are read"),
    N_("the table has {0} cells; at most {1} are read"),
    N_("read as {0} text with commas between the cells"),
    N_("read as {0} text with semicolons between the cells"),
    N_("read as {0} text with tabs between the cells"),
    N_("read as {0} text with vertical bars between the cells"),
    N_("dates are read with the day first, as the column's own values show"),
    N_("dates are read with the month first, as the column's own values show"),
    N_("{0} is not a date with the day first, as was chosen"),
    N_("{0} is not a date with the month first, as was chosen"),
    N_("{0} is not a date with the day first, as the column's other dates show"),
    N_("{0} is not a date with the month first, as the column's other dates show"),
    N_("{0} and others"),
    N_("{0} stands already in row {1}; this is an identical row"),
    N_("{0} stands already in row {1}; this is another row"),
    N_(
        "the GeoPackage has layers that are views, which are not read; save its layer as a plain "
        "one"
    ),
    N_("the GeoPackage has virtual tables, which are not read; save its layer as a plain one"),
    N_("the GeoPackage has computed columns, which are not read; save its layer as a plain one"),
    N_("the shapefile is damaged; open it in a GIS and save it again"),
    N_("the FlatGeobuf is damaged; open it in a GIS and save it again"),
    N_(
        "reading it takes more memory than it may (at most {0} MB); split the file, or save it as"
        " CSV"
    ),
    N_(
        "reading it takes longer than it may (at most {0} seconds of the processor); split the "
        "file, or make it simpler"
    ),
)
