@certify-server @notification
Feature: How a server reads lines, payloads and names

  Background:
    Given the kit plays the client

  Rule: X-FRM-05 A payload is counted in bytes

    @challenge @X-FRM-05
    Example: A payload of 32 bytes is 16 characters
      Given Alice is signed in and synchronised
      When Alice sends:
        """
        >>> CHG <chg=9> NLN 0\r\n
        # S-CHG-01
        <<< CHG <chg> NLN 0\r\n
        # S-CHL-01
        <<< CHL 0 <challenge=29409134351025259292>\r\n
        """
      And Alice sends what no client should:
        """
        >>> QRY <qry=10> msmsgs@msnmsgr.com 32\r\n
            \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9
            \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9
        """
      Then the server goes on or closes

  Rule: X-FRM-12 A blank too many does no harm

    @login @X-FRM-12
    Example: Two blanks between the words of CVR, and one before its end
      Given Alice has been sent to the notification server
      When Alice sends:
        """
        >>> VER <ver=4> MSNP8 CVR0\r\n
        # S-VER-01
        <<< VER <ver> <rest-agreed=MSNP8 CVR0>\r\n
        """
      And Alice sends what no client should:
        """
        >>> CVR <cvr=5> 0x0409 win 4.10 i386 MSNMSGR 5.0.0544  MSMSGS  <alice> \r\n
        """
      Then the server goes on or closes

    @presence @X-FRM-12
    Example: Two blanks behind the transaction id of CHG
      Given Alice is online
      When Alice sends what no client should:
        """
        >>> CHG <chg=10>  BSY 0\r\n
        """
      Then the server goes on or closes

    @presence @X-FRM-12
    Example: A blank before the end of CHG
      Given Alice is online
      When Alice sends what no client should:
        """
        >>> CHG <chg=10> BSY 0 \r\n
        """
      Then the server goes on or closes

  Rule: X-FRM-13 An empty line does no harm

    @X-FRM-13
    Example: An empty line between two commands
      Given Alice is online
      When Alice sends what no client should:
        """
        >>> \r\n
        """
      Then the server goes on or closes

  Rule: X-ENC-02 X-ENC-03 X-ENC-04 A name is the same however it was encoded

    Background:
      Given the accounts stand as in the example session
      And Alice is online

    @names @X-ENC-02
    Example: More is encoded than has to be
      When Alice sends:
        """
        >>> REA <rea=10> <alice> caf%C3%A9%61\r\n
        """
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      Then Bob still answers
      And the server goes on or closes

    @names @X-ENC-03
    Example: A plus sign is no blank
      When Alice sends:
        """
        >>> REA <rea=10> <alice> a+b\r\n
        """
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      Then Bob still answers
      And the server goes on or closes

    @names @X-ENC-04
    Example: Raw UTF-8
      When Alice sends:
        """
        >>> REA <rea=10> <alice> caf\xc3\xa9\r\n
        """
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      Then Bob still answers
      And the server goes on or closes
