#!/usr/bin/env groovy
/* A build's helpers. */
package org.example

import groovy.transform.CompileStatic // it's fine

/** Documents the class. */
@CompileStatic
class Greeter implements Serializable {
    private static final int LIMIT = 1_000
    String name = 'it\'s "quoted" $plain'

    def greet(Map options = [loud: true, times: 0x1F]) {
        def text = "Hello ${name.collect { "<$it>" }.join(', ')} and $name \$5"
        def block = """two "quoted"
            lines of ${options.times} // no comment
        """
        def plain = '''no $name
            and 'quotes' '''
        def dollars = $/a \ backslash, /slashes/ and $name/$
        if (text ==~ /^[a-z]+\/"x"$/) return null
        return text.size() / 2 / block.size()
    }
}

task build(dependsOn: 'compile') { doLast { println "done" } }
/* left open
