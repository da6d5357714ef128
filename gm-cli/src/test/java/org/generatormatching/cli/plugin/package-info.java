/** From an empty directory to a verified plugin: what the command makes and the guide says. */
package org.generatormatching.cli.plugin;
