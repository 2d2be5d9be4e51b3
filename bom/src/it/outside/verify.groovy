import groovy.xml.XmlSlurper

// What came along with each artifact, and what a repository would show of it.
def version = new XmlSlurper().parse(new File(basedir, 'pom.xml')).properties.'voicemedia.version'.text()
def problems = []

['client', 'document', 'simulator', 'stubs', 'verifier'].each { project ->
  def expected = new File(basedir, "$project/dependencies.txt").readLines() as TreeSet
  ['alone', 'bom'].each { way ->
    def came = new File(basedir, "$project/target/dependencies-${way}.txt").readLines()
        .collect { it.trim() }
        .findAll { it ==~ /[\w.-]+:[\w.-]+:jar:.*/ }
        .collect { it.split(':')[0..1].join(':') } as TreeSet
    if (came != expected) {
      problems << "$project ($way): unexpected ${came - expected}, missing ${expected - came}"
    }
  }
}

def published = new File(new XmlSlurper().parse(new File(basedir, 'pom.xml')).properties.published.text(), 'dev/voicemedia')
def file = { name, end ->
  def found = new File(published, "$name/$version").listFiles().findAll { it.name.endsWith(end) }
  found.size() == 1 ? found[0] : null
}
def bom = new XmlSlurper().parse(file('voicemedia-bom', '.pom'))
def managed = bom.dependencyManagement.dependencies.dependency
def artifacts = published.list() as List
if (artifacts.size() != 7) {
  problems << "expected 6 artifacts and the BOM, found $artifacts"
}
if (!bom.dependencies.isEmpty() || managed.any { it.groupId.text() != 'dev.voicemedia' }) {
  problems << "the BOM has more than the artifacts of this project"
}
artifacts.each { name ->
  def pom = new XmlSlurper().parse(file(name, '.pom'))
  ['name', 'description', 'url', 'licenses', 'developers', 'scm'].each {
    if (pom."$it".isEmpty()) problems << "$name: its POM has no $it"
  }
  ['parent', 'repositories', 'build', 'profiles', 'properties'].each {
    if (!pom."$it".isEmpty()) problems << "$name: its POM shows $it"
  }
  pom.dependencies.dependency.each {
    if (it.scope.text() == 'test') problems << "$name: its POM shows $it.artifactId, which only its tests need"
    if (!(it.version.text() ==~ /[\d.]+\w*(-jre|\.Final)?/) && it.version.text() != version) {
      problems << "$name: its POM asks for $it.artifactId '$it.version'"
    }
  }
  if (name != 'voicemedia-bom') {
    ['-sources.jar', '-javadoc.jar', '-cyclonedx.json'].each {
      if (!file(name, it)) problems << "$name: has no $it"
    }
    if (!managed.any { it.artifactId.text() == name }) problems << "$name: is not in the BOM"
  }
}

if (problems) {
  throw new AssertionError((Object) problems.join('\n'))
}
