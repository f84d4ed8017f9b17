"""The rules, one plug-in each; the file name with dashes is the rule's id."""
